"""What the assistant does: Rasa's custom actions, one file per noun.

Each goes from what was said to one service call, and from its answer to one reply. The words are in ``domain.yml``.
"""
