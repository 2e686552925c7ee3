-- What is asked where a person, or a conversation, is forgotten; the checks of what refers to a row use them too.
CREATE INDEX session_conversation ON session (conversation);
CREATE INDEX session_visitor ON session (visitor);
CREATE INDEX identity_visitor ON identity (visitor);
CREATE INDEX file_conversation ON file (conversation);
CREATE INDEX conversation_site ON conversation (site, began_at);
