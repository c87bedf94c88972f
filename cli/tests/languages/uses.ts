// Uses of the example's types. Lines below `@ts-expect-error` must not compile, and all others must.
import { id, StudentStatusLabels } from "./models";
import type { Class, Id, Models, NewStudent, Student, StudentPatch, StudentStatus } from "./models";

declare const student: Student;
declare const room: Class;

// Reading.
export const name: string = student.name;
export const score: number = student.score ?? 0;
// @ts-expect-error: a field that is not required may be absent
export const surely: number = student.score;
// @ts-expect-error: there is no such field
student.grade;
const status = student.status;
export const label: string | undefined = status == null ? "" : (StudentStatusLabels as Record<string, string>)[status];
// Records may have a key that the definition does not list.
export const other: Student["status"] = "transferred";
export const shown: string = StudentStatusLabels.reading;
// @ts-expect-error: not an option
StudentStatusLabels.transferred;
// @ts-expect-error: labels cannot be changed
StudentStatusLabels.reading = "x";

// Relations and ids.
export const one: Id<"class"> | undefined = student.class?._id;
export const place: string | null | undefined = student.class?.room;
export const first: string | undefined = room.students?.[0]?.name;
// @ts-expect-error: the id of another model
export const wrong: Id<"student"> | undefined = student.class?._id;
// @ts-expect-error: a text is not an id
export const text: Id<"student"> = "student-1";
export const marked: Id<"student"> = id("student-1");
// An id is a text.
export const plain: string = student._id;

// New records.
export const least: NewStudent = { name: "李四" };
export const whole: NewStudent = {
  name: "李四", score: 95.5, boarding: null, admittedAt: Date.UTC(2024, 8, 1), status: "reading", class: { _id: room._id },
};
// @ts-expect-error: the name is required
export const nameless: NewStudent = { score: 1 };
// @ts-expect-error: the name cannot be null
export const cleared: NewStudent = { name: null };
// @ts-expect-error: not an option
export const unknownOption: NewStudent = { name: "李四", status: "transferred" };
// @ts-expect-error: WeDa fills it in itself
export const made: NewStudent = { name: "李四", createdAt: 1 };
// @ts-expect-error: a number
export const typed: NewStudent = { name: "李四", score: "95" };
// @ts-expect-error: the id of another model
export const crossed: NewStudent = { name: "李四", class: { _id: student._id } };

// Changes.
export const patch: StudentPatch = { score: null, class: null };
export const nothing: StudentPatch = {};
// @ts-expect-error: a required field cannot be cleared
export const required: StudentPatch = { name: null };
// @ts-expect-error: read-only
export const renamed: StudentPatch = { _id: student._id };

// A client of any model.
declare function create<M extends keyof Models>(model: M, record: Models[M]["create"]): Promise<Models[M]["record"]>;
export const created: Promise<Student> = create("student", { name: "李四" });
// @ts-expect-error: there is no such model
create("teacher", { name: "李四" });
// @ts-expect-error: a field of another model
create("class", { name: "三年二班", score: 1 });

// Every option has a label.
export const all: Record<StudentStatus, string> = StudentStatusLabels;
