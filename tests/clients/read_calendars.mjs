// Reads calendars with ical.js and prints, for each file, what its events say.
//
// Usage: read_calendars.mjs NODE_MODULES FILE…

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, ...files] = process.argv.slice(2);
const { default: ICAL } = await import(pathToFileURL(resolve(modules, "ical.js/dist/ical.js")));

function read(file) {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
  const events = calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    const reminder = component.getFirstSubcomponent("valarm");
    const alarm = event.startDate.clone();
    alarm.isDate = false;
    if (reminder) alarm.addDuration(reminder.getFirstPropertyValue("trigger"));
    return {
      uid: event.uid,
      day: event.startDate.toString(),
      end: event.endDate.toString(),
      whole: event.startDate.isDate && event.endDate.isDate,
      summary: event.summary,
      description: event.description,
      categories: component.getFirstProperty("categories").getValues(),
      alarm: reminder && alarm.toString(),
    };
  });
  return { name: calendar.getFirstPropertyValue("x-wr-calname"), events };
}

console.log(JSON.stringify(files.map(read)));
