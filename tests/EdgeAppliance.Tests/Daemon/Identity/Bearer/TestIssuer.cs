using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Identity.Bearer;
using EdgeAppliance.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Daemon.Identity.Bearer;

/// <summary>An issuer with keys that the test changes, and what the appliance checks its tokens with.</summary>
internal sealed class TestIssuer : IDisposable
{
    public const string Name = "https://login.example/site";
    public const string Audience = "edge-appliance";

    private readonly TemporaryFolder _folder = new();
    private readonly ECDsa _curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA _rsa = RSA.Create(2048);

    public TestIssuer(FakeTimeProvider time, string issuer = Name)
    {
        Time = time;
        Issuer = issuer;
        Configuration = new OAuthConfiguration(issuer, Audience, null, null, TimeSpan.FromMinutes(1));
        Keys = new IssuerKeys(Fetch, Path.Combine(_folder.FullName, "keys.json"), time, NullLogger.Instance);
        Tokens = new BearerTokens(Configuration, Keys, () => time.GetUtcNow(), NullLogger.Instance);
    }

    public FakeTimeProvider Time { get; }

    public string Issuer { get; }

    public OAuthConfiguration Configuration { get; }

    public IssuerKeys Keys { get; }

    public BearerTokens Tokens { get; }

    /// <summary>The id that its keys have now.</summary>
    public string KeyId { get; set; } = "2026";

    public int Fetched { get; private set; }

    public bool IsReachable { get; set; } = true;

    public string File => Path.Combine(_folder.FullName, "keys.json");

    public string KeySetJson
    {
        get
        {
            var curve = _curve.ExportParameters(false);
            var rsa = _rsa.ExportParameters(false);
            return $$"""
                {"keys":[{"kty":"oct","k":"AAAA","kid":"{{KeyId}}-secret"},
                {"kty":"EC","crv":"P-256","use":"sig","kid":"{{KeyId}}-ec","x":"{{Text(curve.Q.X!)}}","y":"{{Text(curve.Q.Y!)}}"},
                {"kty":"RSA","alg":"RS256","kid":"{{KeyId}}-rsa","n":"{{Text(rsa.Modulus!)}}","e":"{{Text(rsa.Exponent!)}}"}]}
                """;
        }
    }

    public RSA Rsa => _rsa;

    public byte[] Sign(string algorithm, byte[] signed) => algorithm == "RS256"
        ? _rsa.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        : _curve.SignData(signed, HashAlgorithmName.SHA256);

    /// <summary>A token that is right, but for what is said.</summary>
    public string Token(string subject, string algorithm = "ES256", string scope = "", TimeSpan? life = null, string? audience = null, string? issuer = null, string? header = null, string more = "") =>
        TokenOf(header ?? $$"""{"alg":"{{algorithm}}","kid":"{{KeyId}}-{{(algorithm == "RS256" ? "rsa" : "ec")}}"}""",
            $$"""{"iss":"{{issuer ?? Issuer}}","sub":"{{subject}}","aud":{{audience ?? $"\"{Audience}\""}},"scope":"{{scope}}","exp":{{(Time.GetUtcNow() + (life ?? TimeSpan.FromMinutes(5))).ToUnixTimeSeconds()}}{{more}}}""", algorithm);

    public string TokenOf(string header, string claims, string algorithm)
    {
        string signed = $"{Text(Encoding.UTF8.GetBytes(header))}.{Text(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Text(Sign(algorithm, Encoding.ASCII.GetBytes(signed)))}";
    }

    public async Task<BearerToken?> Check(string token) => await Tokens.Check(Encoding.UTF8.GetBytes(token));

    public static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);

    public void Dispose()
    {
        Keys.Dispose();
        _curve.Dispose();
        _rsa.Dispose();
        _folder.Dispose();
    }

    private Task<byte[]> Fetch(CancellationToken stop)
    {
        Fetched++;
        return IsReachable ? Task.FromResult(Encoding.UTF8.GetBytes(KeySetJson)) : Task.FromException<byte[]>(new HttpRequestException("no route"));
    }
}
