import { connect } from './cache';

const { PAGE_SIZE = '50', TRACE_RATIO } = process.env;
const bucket = process.env.REPORTS_BUCKET;

if (process.env.CACHE_URL) connect(process.env.CACHE_URL);
export const ratio = TRACE_RATIO === undefined ? 0 : Number(TRACE_RATIO);
export const limit = Number.parseInt(process.env.UPLOAD_LIMIT, 10) || 10;
export const level = process.env.LOG_LEVEL?.toLowerCase() ?? 'info';
export const upload = bucket ? (file: string) => `s3://${bucket}/${file}` : undefined;
export const port = process.env.PORT;
export const size = Number(PAGE_SIZE);
