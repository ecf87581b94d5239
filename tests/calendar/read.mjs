// Reads iCalendar texts with ical.js, in the way of a program that holds no zone tables: each
// event's times by the VTIMEZONE of its own file. In: JSON list of texts. Out: JSON list of lists.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const ICAL = (await import(pathToFileURL(process.argv[2]).href)).default;
const files = JSON.parse(readFileSync(0, "utf8"));
const answer = files.map((text) => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(zone);
  }
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      start: event.startDate.toUnixTime(),
      end: event.endDate.toUnixTime(),
      zone: event.startDate.zone.tzid,
      status: component.getFirstPropertyValue("status"),
      summary: event.summary,
    };
  });
});
console.log(JSON.stringify(answer));
