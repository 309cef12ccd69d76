using System.Text;
using EdgeAppliance.Daemon.Identity.Bearer;
using EdgeAppliance.Tests.Daemon.Identity.SiteCa;
using EdgeAppliance.Tests.Peers;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Daemon.Identity.Bearer;

public sealed class BearerTokensTests : IDisposable
{
    private readonly TestIssuer _issuer = new(new FakeTimeProvider(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero)));

    public void Dispose() => _issuer.Dispose();

    [Theory]
    [InlineData("ES256")]
    [InlineData("RS256")]
    public async Task Check_RightToken_TellsWhoseItIs(string algorithm)
    {
        var token = await _issuer.Check(_issuer.Token("pump", algorithm, "edge:read openid"));
        Assert.Equal(("pump", "edge:read openid", _issuer.Time.GetUtcNow().AddMinutes(5)), (token!.Subject, token.Scope, token.Expires));
        Assert.NotNull(await _issuer.Check(_issuer.Token("pump", algorithm, audience: """["other","edge-appliance"]""")));
        Assert.Equal(1, _issuer.Fetched);
    }

    [Fact]
    public async Task Check_ClockThatDiffers_IsTakenWithinTheSkew()
    {
        Assert.NotNull(await _issuer.Check(_issuer.Token("pump", life: TimeSpan.FromSeconds(-59))));
        Assert.Null(await _issuer.Check(_issuer.Token("pump", life: TimeSpan.FromSeconds(-60))));
        long now = _issuer.Time.GetUtcNow().ToUnixTimeSeconds();
        Assert.NotNull(await _issuer.Check(_issuer.Token("pump", more: $",\"nbf\":{now + 60}")));
        Assert.Null(await _issuer.Check(_issuer.Token("pump", more: $",\"nbf\":{now + 61}")));
    }

    public static TheoryData<string> Wrong() => new()
    {
        "another audience", "another issuer", "none", "none in capitals", "HS256 by the public key", "RS256's key with ES256's name", "an unknown key", "an extension", "a claim twice",
        "no end", "no subject", "another's signature", "no signature", "a changed claim", "padding", "four parts", "too long", "no text",
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Check_WhatIsWrong_IsRefused(string what)
    {
        string good = _issuer.Token("pump"), claims = good.Split('.')[1];
        long end = _issuer.Time.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds();
        string token = what switch
        {
            "another audience" => _issuer.Token("pump", audience: "\"other\""),
            "another issuer" => _issuer.Token("pump", issuer: TestIssuer.Name + "/"),
            "none" => $"{Part("{\"alg\":\"none\"}")}.{claims}.",
            "none in capitals" => $"{Part("{\"alg\":\"NONE\"}")}.{claims}.",
            "HS256 by the public key" => Symmetric(claims),
            "RS256's key with ES256's name" => _issuer.Token("pump", "RS256", header: """{"alg":"RS256","kid":"2026-ec"}"""),
            "an unknown key" => _issuer.Token("pump", header: """{"alg":"ES256","kid":"other"}"""),
            "an extension" => _issuer.Token("pump", header: """{"alg":"ES256","kid":"2026-ec","crit":["b64"],"b64":false}"""),
            "a claim twice" => _issuer.Token("pump", more: ",\"sub\":\"valve\""),
            "no end" => _issuer.TokenOf("""{"alg":"ES256","kid":"2026-ec"}""", $$"""{"iss":"{{TestIssuer.Name}}","sub":"pump","aud":"edge-appliance"}""", "ES256"),
            "no subject" => _issuer.TokenOf("""{"alg":"ES256","kid":"2026-ec"}""", $$"""{"iss":"{{TestIssuer.Name}}","exp":{{end}},"aud":"edge-appliance"}""", "ES256"),
            "another's signature" => good[..(good.LastIndexOf('.') + 1)] + TestIssuer.Text(new byte[64]),
            "no signature" => good[..(good.LastIndexOf('.') + 1)],
            "a changed claim" => $"{good.Split('.')[0]}.{_issuer.Token("valve").Split('.')[1]}.{good.Split('.')[2]}",
            "padding" => good + "==",
            "four parts" => good + ".x",
            "too long" => _issuer.Token(new string('x', Jwt.BytesMax)),
            _ => "\0\0\0",
        };
        Assert.Null(await _issuer.Check(token));
        Assert.NotNull(await _issuer.Check(good));
    }

    /// <summary>RFC 7515, appendix A.3.</summary>
    [Fact]
    public void Verifies_ExampleOfTheStandard_IsRight()
    {
        const string signed = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        const string signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        var keys = KeySet.Read("""{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"""u8.ToArray());
        var token = new Jwt
        {
            Algorithm = "ES256", Issuer = "joe", Subject = "", Audiences = [], Expires = default, Signed = Encoding.ASCII.GetBytes(signed),
            Signature = System.Buffers.Text.Base64Url.DecodeFromChars(signature),
        };
        Assert.True(keys.Find(null, "ES256")!.Verifies(token));
        Assert.False(keys.Find(null, "ES256")!.Verifies(token with { Signed = Encoding.ASCII.GetBytes(signed + "x") }));
    }

    [ProgramFact("/usr/bin/openssl", "openssl")]
    public async Task Check_SignedByOpenssl_IsRight()
    {
        string token = _issuer.Token("pump", "RS256"), signed = token[..token.LastIndexOf('.')];
        using var folder = new EdgeAppliance.Tests.Storage.TemporaryFolder();
        string At(string name) => Path.Combine(folder.FullName, name);
        await File.WriteAllTextAsync(At("key"), _issuer.Rsa.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(At("signed"), signed);
        await EstSite.Openssl("dgst", "-sha256", "-sign", At("key"), "-out", At("signature"), At("signed"));
        Assert.NotNull(await _issuer.Check($"{signed}.{TestIssuer.Text(await File.ReadAllBytesAsync(At("signature")))}"));
    }

    private static string Part(string json) => TestIssuer.Text(Encoding.UTF8.GetBytes(json));

    // The old trick: the public key, which everybody has, as if it were a secret.
    private string Symmetric(string claims)
    {
        string signed = $"{Part("""{"alg":"HS256","kid":"2026-rsa"}""")}.{claims}";
        byte[] key = Encoding.ASCII.GetBytes(_issuer.Rsa.ExportSubjectPublicKeyInfoPem());
        return $"{signed}.{TestIssuer.Text(System.Security.Cryptography.HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)))}";
    }
}
