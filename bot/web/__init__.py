"""What serving people's browsers takes besides Rasa and the server: sessions, stored replies, feedback, files, headers."""
