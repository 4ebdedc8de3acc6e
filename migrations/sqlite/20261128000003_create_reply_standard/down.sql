DROP TABLE reply_standard;
