using System.Buffers.Text;
using System.Text;
using EdgeAppliance.Daemon.Identity.Bearer;
using EdgeAppliance.FuzzTests.Engine;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests;

public sealed class BearerTokenFuzzTests(ITestOutputHelper output)
{
    private static readonly byte[] s_header = """{"alg":"ES256","kid":"2026-ec","typ":"at+jwt"}"""u8.ToArray();
    private static readonly byte[] s_claims = """{"iss":"https://login.example","sub":"pump","aud":["a","b"],"exp":1800000000,"nbf":1700000000.5,"scope":"edge:read"}"""u8.ToArray();

    private static readonly byte[] s_keys = """
        {"keys":[{"kty":"EC","crv":"P-256","use":"sig","kid":"a","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},
        {"kty":"RSA","alg":"RS256","kid":"b","n":"AQAB","e":"AQAB"},{"kty":"oct","k":"AAAA"}]}
        """u8.ToArray();

    private static readonly IReadOnlyList<byte[]> Tokens = Corpus.Tokens("\"alg\":\"none\"", "\"crit\":[]", "\"exp\":1e999", "\"exp\":-1", "\"aud\":null", "\\ud800", "null", "[", "{", "\"sub\":\"x\"", "\"kty\":\"RSA\"", "\"crv\":\"P-521\"");

    [Fact]
    public void Read_DamagedToken_IsReadOrRefusedWithAWord()
    {
        var damage = new Mutator([s_header, s_claims], Tokens);
        new Fuzz("bearer-token", output) { Cases = 4_000 }.Run([Token(s_header, s_claims)], random =>
        {
            byte[] token = Token(random.Next(2) == 0 ? damage.Damage(s_header, random) : s_header, random.Next(4) > 0 ? damage.Damage(s_claims, random) : s_claims);
            return random.Next(4) == 0 ? damage.Damage(token, random) : token;
        }, Check);
    }

    [Fact]
    public void Read_DamagedKeys_AreReadOrRefusedWithAWord() => new Fuzz("issuer-keys", output) { Cases = 3_000 }.Run([s_keys], new Mutator([s_keys], Tokens).Make, json =>
    {
        try
        {
            Assert.InRange(KeySet.Read(json).Count, 1, 64);
        }
        catch (FormatException e)
        {
            Assert.NotEmpty(e.Message);
        }
    });

    private static void Check(byte[] text)
    {
        try
        {
            var token = Jwt.Read(text);
            Assert.True(token.Signed.Length < text.Length);
            Assert.InRange(token.Audiences.Count, 0, 16);
        }
        catch (FormatException e)
        {
            Assert.NotEmpty(e.Message);
        }
    }

    private static byte[] Token(byte[] header, byte[] claims) =>
        Encoding.ASCII.GetBytes($"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(claims)}.{Base64Url.EncodeToString(new byte[64])}");
}
