export const topicArn = 'arn:aws:sns:eu-west-1:480911724613:orders';
export const upload = (key: string) => s3.putObject({ Bucket: 'acme-prod-uploads', Key: key });
