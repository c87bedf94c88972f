// Records as the data-model gateway (`/v1/model`) and the vendor's SDK (`app.models`) read and write them. Over OData lists,
// objects and relations are JSON text: `weda generate --lang openapi` describes that form.

declare const idOf: unique symbol;

/** The id of a record of model `M`. Ids of different models do not fit each other. */
export type Id<M extends string> = string & { readonly [idOf]: M };

/** Marks a text as the id of a record: `id<"student">(text)`. */
export const id = <M extends string>(text: string): Id<M> => text as Id<M>;

/** A relation as it is written: the record at its other end. */
export interface Reference<M extends string> {
  _id: Id<M>;
}

/** A relation as it is read: the id, and the fields that the call selected. */
export type Related<M extends string, R> = Reference<M> & Partial<Omit<R, "_id">>;

/** A key that the definition does not list: records may have one. */
export type OtherOption = string & {};

/** A point in time: Unix milliseconds. */
export type DateTime = number;

/** A day: Unix milliseconds of its midnight in China. */
export type Day = number;

/** A time of day: milliseconds since midnight. */
export type TimeOfDay = number;

/** The address of a file: `cloud://..` or `https://..`. */
export type FileAddress = string;

/** A region: names from the province down, separated by commas. */
export type AreaCode = string;

/** A place: its address, and longitude and latitude. */
export interface Place {
  address?: string;
  geopoint?: { type: "Point"; coordinates: [number, number] };
}

/** Any JSON value. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
