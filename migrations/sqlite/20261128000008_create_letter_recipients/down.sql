DROP TABLE recipient_letters;
DROP TABLE letter_recipients;
