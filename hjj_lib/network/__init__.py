"""What the network does with its members' results: submissions, collection rounds, comparability, disclosure control."""
