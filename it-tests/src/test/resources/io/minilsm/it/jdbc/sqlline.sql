!set outputformat table
!set timeout -1
!tables
!columns KV
!describe KV
!primarykeys KV
!indexes KV
!schemas
!dbinfo
INSERT INTO KV VALUES ('user:1', 'Ada'), ('user:2', 'Grace'), ('group:1', 'all');
SELECT * FROM KV;
SELECT K, LENGTH(V) AS "length" FROM KV WHERE K LIKE 'user:%' ORDER BY K DESC;
EXPLAIN SELECT * FROM KV WHERE K LIKE 'user:%' AND V = 'Ada';
SELECT COUNT(*) FROM KV WHERE K BETWEEN 'user:' AND 'user:~';
INSERT INTO KV VALUES ('user:1', 'Bob');
SELEC 1;
SELECT * FROM KV
WHERE V LIKE '%rac%';
!autocommit off
DELETE FROM KV;
SELECT COUNT(*) FROM KV;
!rollback
SELECT COUNT(*) FROM KV;
!autocommit on
!isolation TRANSACTION_SERIALIZABLE
!quit
