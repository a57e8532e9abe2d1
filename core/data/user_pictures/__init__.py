"""Pictures of a person's own: kept on this computer, labelled, learned from or held out."""
