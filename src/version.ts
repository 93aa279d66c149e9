/** Version of this program, from its manifest. */
export { version } from '../package.json';
