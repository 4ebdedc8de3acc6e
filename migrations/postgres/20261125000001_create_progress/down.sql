DROP TABLE calendar;
DROP TABLE progress_updates;
DROP TABLE initiative_transitions;
DROP TABLE milestone_transitions;
