import { S3Client } from '@aws-sdk/client-s3';

/** Which of them a service is given, its type does not tell. */
export const inEurope = () => new S3Client({ requestHandler: { socketTimeout: 2000 }, region: 'eu-west-1' });
export const elsewhere = (region: string) => new S3Client({ region });
