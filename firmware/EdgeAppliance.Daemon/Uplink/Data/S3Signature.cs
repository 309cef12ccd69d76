using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EdgeAppliance.Daemon.Uplink.Data;

/// <summary>Signs requests to object stores that speak S3: AWS Signature Version 4 with the body's hash in it (AWS General Reference,
/// "Signature Version 4 signing process"). Object keys here need no escaping, and there is no query.</summary>
internal static class S3Signature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    public const string HashHeader = "x-amz-content-sha256";
    public const string DateHeader = "x-amz-date";

    public static string Date(DateTimeOffset now) => now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <param name="path">Escaped as it goes over the line, beginning with '/'.</param>
    /// <param name="headers">Every header that is signed, by its small name; among them host, <see cref="HashHeader"/> and <see cref="DateHeader"/>.</param>
    /// <returns>The value of the header <c>Authorization</c>.</returns>
    public static string Authorization(string method, string path, SortedDictionary<string, string> headers, string accessKey, string secretKey, string region)
    {
        string names = string.Join(';', headers.Keys), date = headers[DateHeader], scope = $"{date[..8]}/{region}/s3/aws4_request";
        var request = new StringBuilder().Append(method).Append('\n').Append(path).Append("\n\n");
        foreach (var (name, value) in headers) request.Append(name).Append(':').Append(value).Append('\n');
        request.Append('\n').Append(names).Append('\n').Append(headers[HashHeader]);
        string text = $"{Algorithm}\n{date}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request.ToString())))}";
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + secretKey);
        foreach (string part in new[] { date[..8], region, "s3", "aws4_request" }) key = Hmac(key, part);
        return $"{Algorithm} Credential={accessKey}/{scope}, SignedHeaders={names}, Signature={Convert.ToHexStringLower(Hmac(key, text))}";
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
