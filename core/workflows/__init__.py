"""The product's verbs. Each wires the rooms below together; pages, CLI and jobs call these."""
