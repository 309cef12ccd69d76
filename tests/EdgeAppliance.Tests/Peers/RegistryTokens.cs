using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Peers;

/// <summary>Hands out tokens for a registry (Distribution's token authentication) to one user, signed as the registry wants them.</summary>
internal sealed class RegistryTokens : IDisposable
{
    public const string User = "edge";
    public const string Password = "pass:word";
    private const string Service = "registry.test";
    private const string Issuer = "tokens.test";

    private readonly LoopbackServer _server;
    private readonly TemporaryFolder _folder = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;

    public RegistryTokens()
    {
        var now = TimeProvider.System.GetUtcNow();
        _certificate = new CertificateRequest("CN=tokens", _key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(CertificateFile, _certificate.ExportCertificatePem());
        _server = new LoopbackServer(Answer);
    }

    /// <summary>Scopes that were asked for.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>For the registry's configuration.</summary>
    public string Configuration => $"""
        auth:
          token:
            realm: {_server.Address}token
            service: {Service}
            issuer: {Issuer}
            rootcertbundle: {CertificateFile}
        """;

    private string CertificateFile => Path.Combine(_folder.FullName, "tokens.pem");

    public void Dispose()
    {
        _server.Dispose();
        _certificate.Dispose();
        _key.Dispose();
        _folder.Dispose();
    }

    private async Task Answer(HttpListenerContext context)
    {
        string wanted = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"));
        string[] scope = (context.Request.QueryString["scope"] ?? "").Split(':');
        lock (Asked) Asked.Add(string.Join(':', scope));
        if (context.Request.Headers["Authorization"] != wanted || scope.Length != 3 || context.Request.QueryString["service"] != Service) context.Response.StatusCode = 401;
        else await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(new JsonObject { ["token"] = Token(scope[1], scope[2].Split(',')) }.ToJsonString()));
        context.Response.Close();
    }

    private string Token(string name, string[] actions)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        string header = Encoded(new JsonObject { ["typ"] = "JWT", ["alg"] = "ES256", ["x5c"] = new JsonArray(Convert.ToBase64String(_certificate.RawData)) });
        string body = Encoded(new JsonObject
        {
            ["iss"] = Issuer, ["sub"] = User, ["aud"] = Service, ["exp"] = now + 300, ["nbf"] = now - 10, ["iat"] = now, ["jti"] = Guid.NewGuid().ToString(),
            ["access"] = new JsonArray(new JsonObject { ["type"] = "repository", ["name"] = name, ["actions"] = new JsonArray([.. actions.Select(action => JsonValue.Create(action))]) }),
        });
        byte[] signature = _key.SignData(Encoding.UTF8.GetBytes($"{header}.{body}"), HashAlgorithmName.SHA256);
        return $"{header}.{body}.{Base64Url(signature)}";
    }

    private static string Encoded(JsonObject json) => Base64Url(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
