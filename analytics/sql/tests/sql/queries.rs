//! Random queries over the three models.

use crate::predicates::{Choice, Pair, trunc_day};
use crate::records::ZONE;

/// A query for both engines, and whether it determines the order of its rows.
pub struct Query {
    pub sql: Pair,
    pub is_ordered: bool,
}

/// The kinds of queries, so that each is among a number of consecutive ones.
pub const SHAPES: usize = 22;

pub fn query(random: &mut Choice<'_>, shape: usize) -> Query {
    let limit = random.u8(1..70);
    let offset = random.u8(..30);
    let direction = random.one(&["ASC", "DESC"]);
    let nulls = random.one(&["", " NULLS FIRST", " NULLS LAST"]);
    let depth = random.u8(..3);
    let mut of = |model: &str, prefix: &str| random.predicate(model, prefix, depth);
    // `{}` is a condition.
    let ordered = |condition: &Pair, frame: &str| Query { sql: condition.within(frame), is_ordered: true };
    let unordered = |condition: &Pair, frame: &str| Query { sql: condition.within(frame), is_ordered: false };
    match shape % SHAPES {
        0 => ordered(
            &of("student", ""),
            &format!(
                "SELECT _id, name, score, \"admittedAt\", grade, 籍贯, serial, wakes, mentor FROM student WHERE {{}} \
                 ORDER BY _id {direction} LIMIT {limit}"
            ),
        ),
        1 => unordered(
            &of("student", ""),
            "SELECT count(*), count(score), sum(score), avg(credits), min(credits), max(updatedAt), min(name), max(serial), \
             min(admittedAt), count(DISTINCT nick) FROM student WHERE {}",
        ),
        2 => ordered(
            &of("student", "s."),
            "SELECT c.name, count(*), avg(s.score), max(s.credits) FROM student s JOIN class c ON s.class = c._id WHERE {} \
             GROUP BY c.name ORDER BY c.name",
        ),
        3 => ordered(
            &of("student", "s."),
            &format!(
                "SELECT s._id, c.room, c.isOpen FROM student s LEFT JOIN class c ON s.class = c._id WHERE {{}} \
                 ORDER BY s._id {direction} LIMIT {limit} OFFSET {offset}"
            ),
        ),
        4 => ordered(
            &of("student", "s."),
            "SELECT c._id, count(s._id) FROM class c LEFT JOIN student s ON s.class = c._id AND {} WHERE c.room IS NOT NULL \
             GROUP BY c._id ORDER BY 1",
        ),
        5 => ordered(
            &of("student", ""),
            &format!("SELECT score FROM student WHERE {{}} ORDER BY score {direction}{nulls} LIMIT {limit}"),
        ),
        6 => ordered(
            &of("student", ""),
            &format!(
                "SELECT grade, boarding, count(*), sum(credits) FROM student WHERE {{}} GROUP BY grade, boarding \
                 ORDER BY grade {direction}, boarding{nulls}"
            ),
        ),
        7 => {
            let (a, b) = (of("exam", "e."), of("student", "s."));
            let frame = "SELECT s.grade, e.subject, count(*), avg(e.points) FROM exam e JOIN student s ON e.student = s._id \
                         JOIN class c ON s.class = c._id WHERE {a} AND {b} GROUP BY s.grade, e.subject ORDER BY 1, 2";
            Query { sql: Pair::join(frame, &a, &b), is_ordered: true }
        }
        8 => ordered(
            &of("exam", ""),
            &format!(
                "SELECT subject, count(*) AS n, max(points) FROM exam WHERE {{}} GROUP BY subject HAVING count(*) > {} \
                 ORDER BY n {direction}, subject",
                limit / 4
            ),
        ),
        9 => {
            let condition = of("exam", "");
            Query {
                sql: Pair::new(
                    format!(
                        "SELECT date_trunc('day', takenAt) AS d, count(*) FROM exam WHERE {} GROUP BY d ORDER BY d LIMIT {limit}",
                        condition.ours
                    ),
                    format!(
                        "SELECT {} AS d, count(*) FROM exam WHERE {} GROUP BY d ORDER BY d LIMIT {limit}",
                        trunc_day("takenAt"),
                        condition.lite
                    ),
                ),
                is_ordered: true,
            }
        }
        10 => {
            let condition = of("student", "");
            let month = format!("CAST(strftime('%m', (createdAt + {ZONE}) / 1000, 'unixepoch') AS INTEGER)");
            Query {
                sql: Pair::new(
                    format!(
                        "SELECT extract(month FROM createdAt), extract(hour FROM createdAt), count(*) FROM student WHERE {} GROUP BY 1, 2",
                        condition.ours
                    ),
                    format!(
                        "SELECT {month}, (createdAt + {ZONE}) / 3600000 % 24, count(*) FROM student WHERE {} GROUP BY 1, 2",
                        condition.lite
                    ),
                ),
                is_ordered: false,
            }
        }
        11 => ordered(
            &of("student", ""),
            &format!(
                "SELECT _id, row_number() OVER w, rank() OVER v, dense_rank() OVER v FROM student WHERE {{}} \
                 WINDOW w AS (PARTITION BY grade ORDER BY score {direction}, _id), v AS (PARTITION BY class ORDER BY credits {direction}) \
                 ORDER BY _id LIMIT {limit}"
            ),
        ),
        12 => ordered(
            &of("student", ""),
            &format!(
                "SELECT _id, sum(score) OVER (PARTITION BY class ORDER BY _id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW), \
                 lag(credits, 1) OVER (ORDER BY _id), count(*) OVER (PARTITION BY 籍贯) FROM student WHERE {{}} \
                 ORDER BY _id {direction} LIMIT {limit}"
            ),
        ),
        13 => unordered(
            &of("exam", "e."),
            "SELECT s._id, s.name FROM student s WHERE EXISTS (SELECT 1 FROM exam e WHERE e.student = s._id AND {})",
        ),
        14 => {
            let (a, b) = (of("student", ""), of("class", ""));
            let frame = "SELECT _id, class FROM student WHERE {a} AND class IN (SELECT _id FROM class WHERE {b})";
            Query { sql: Pair::join(frame, &a, &b), is_ordered: false }
        }
        15 => unordered(
            &of("student", ""),
            "SELECT _id FROM student WHERE {} AND score > (SELECT avg(score) FROM student WHERE boarding)",
        ),
        16 => {
            let (a, b) = (of("student", ""), of("student", ""));
            let set = random.one(&["UNION", "UNION ALL", "INTERSECT", "EXCEPT"]);
            let frame = format!(
                "SELECT name, grade FROM student WHERE {{a}} {set} SELECT nick, grade FROM student WHERE {{b}}"
            );
            Query { sql: Pair::join(&frame, &a, &b), is_ordered: false }
        }
        17 => unordered(
            &of("student", ""),
            "WITH g AS (SELECT class, count(*) AS n, sum(credits) AS total FROM student WHERE {} GROUP BY class) \
             SELECT c.name, g.n, g.total FROM g LEFT JOIN class c ON g.class = c._id WHERE g.n > 2",
        ),
        18 => ordered(
            &of("student", ""),
            &format!(
                "SELECT DISTINCT 籍贯, CASE WHEN score >= 60 THEN '及格' WHEN score < 60 THEN '不及格' END AS mark FROM student \
                 WHERE {{}} ORDER BY 1 {direction}, 2{nulls}"
            ),
        ),
        19 => {
            let (a, b) = (of("student", "s."), of("class", "c."));
            let kind = random.one(&["FULL", "RIGHT", "LEFT"]);
            let frame = format!(
                "SELECT s._id, c._id, s.credits + c.capacity FROM student s {kind} JOIN class c ON s.class = c._id AND {{a}} AND {{b}}"
            );
            Query { sql: Pair::join(&frame, &a, &b), is_ordered: false }
        }
        20 => ordered(
            &of("student", ""),
            &format!("SELECT _id, updatedAt FROM student WHERE {{}} ORDER BY updatedAt {direction}, _id LIMIT {limit}"),
        ),
        _ => {
            let (a, b) = (of("exam", ""), of("exam", ""));
            let frame = "SELECT class, count(*) FILTER (WHERE {a}) AS n, sum(CASE WHEN passed THEN 1 ELSE 0 END), \
                         coalesce(max(points), -1) FROM exam WHERE {b} GROUP BY class ORDER BY class";
            Query { sql: Pair::join(frame, &a, &b), is_ordered: true }
        }
    }
}
