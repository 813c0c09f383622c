"""What worked, and for whom: success stories with the consent of the people they tell of, and award calls."""
