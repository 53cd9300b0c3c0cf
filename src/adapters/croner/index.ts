export { openCalendar } from './open.ts';
