using System.Text.Json;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Http.Client;

namespace EdgeAppliance.Daemon.Identity.Bearer;

/// <summary>Fetches an issuer's keys: 1 where they are, by its discovery document (OpenID Connect Discovery 1.0 section 4) unless that is configured, 2 the keys.</summary>
internal sealed class IssuerClient(OAuthConfiguration configuration, Func<DateTimeOffset> now)
{
    private static readonly TimeSpan s_within = TimeSpan.FromSeconds(10);

    /// <exception cref="HttpRequestException">It cannot be reached, or says no.</exception>
    /// <exception cref="FormatException">What it says is no discovery document.</exception>
    public async Task<byte[]> Fetch(CancellationToken stop)
    {
        using var client = SiteHttp.Client(configuration.AuthorityFile, null, now);
        client.Timeout = s_within;
        client.MaxResponseContentBufferSize = KeySet.BytesMax;
        var keys = configuration.Keys ?? Where(await client.GetByteArrayAsync(Discovery(configuration.Issuer), stop)); // 1
        return await client.GetByteArrayAsync(keys, stop); // 2
    }

    // Section 4.1: behind the issuer's path, whether that ends with a slash or not.
    private static Uri Discovery(string issuer) => new(issuer.TrimEnd('/') + "/.well-known/openid-configuration");

    private Uri Where(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16 });
            // Section 4.3: a document of another issuer is none.
            if (document.RootElement.GetProperty("issuer").GetString() != configuration.Issuer) throw new FormatException("the discovery document is another issuer's");
            bool isUrl = Uri.TryCreate(document.RootElement.GetProperty("jwks_uri").GetString(), UriKind.Absolute, out var url);
            return isUrl && url!.Scheme == Uri.UriSchemeHttps ? url : throw new FormatException("the discovery document's jwks_uri is no https:// address");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("the discovery document cannot be read: " + e.Message, e);
        }
    }
}
