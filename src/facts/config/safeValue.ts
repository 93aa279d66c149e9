export { hashOf, safeValue } from '../../core/safeValue';
