using EdgeAppliance.Daemon.Identity.Bearer;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Daemon.Identity.Bearer;

public sealed class IssuerKeysTests : IDisposable
{
    private readonly TestIssuer _issuer = new(new FakeTimeProvider(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero)));

    public void Dispose() => _issuer.Dispose();

    [Fact]
    public async Task Find_IssuerChangesItsKeys_TakesTheNewOnesAtOnce()
    {
        Assert.NotNull(await _issuer.Check(_issuer.Token("pump")));
        string old = _issuer.Token("pump");
        _issuer.KeyId = "2027";
        _issuer.Time.Advance(IssuerKeys.AgainAfter);
        Assert.NotNull(await _issuer.Check(_issuer.Token("pump")));
        Assert.Null(await _issuer.Check(old));
        Assert.Equal(2, _issuer.Fetched);
    }

    [Fact]
    public async Task Find_StrangersKeyNames_AreNotAskedForEachTime()
    {
        Assert.NotNull(await _issuer.Check(_issuer.Token("pump")));
        for (int i = 0; i < 100; i++) Assert.Null(await _issuer.Check(_issuer.Token("pump", header: $$"""{"alg":"ES256","kid":"{{i}}"}""")));
        Assert.Equal(1, _issuer.Fetched);
        _issuer.Time.Advance(IssuerKeys.AgainAfter);
        for (int i = 0; i < 100; i++) Assert.Null(await _issuer.Check(_issuer.Token("pump", header: $$"""{"alg":"ES256","kid":"{{i}}"}""")));
        Assert.Equal(2, _issuer.Fetched);
    }

    [Fact]
    public async Task Find_IssuerIsAway_KeysFromBeforeAreGoodAfterARestartToo()
    {
        Assert.NotNull(await _issuer.Check(_issuer.Token("pump")));
        _issuer.IsReachable = false;
        _issuer.Time.Advance(TimeSpan.FromDays(1));
        Assert.NotNull(await _issuer.Check(_issuer.Token("pump")));
        Assert.True(SpinWait.SpinUntil(() => _issuer.Keys.Conditions().Count == 1, TimeSpan.FromSeconds(30)));
        Assert.Equal("identity.issuer-unreachable", _issuer.Keys.Conditions()[0].Code);
        using var again = new IssuerKeys(_ => Task.FromException<byte[]>(new HttpRequestException("no route")), _issuer.File, _issuer.Time, NullLogger.Instance);
        again.Load();
        Assert.NotNull(await again.Find("2026-ec", "ES256"));
    }

    [Fact]
    public async Task Find_OldKeys_AreFetchedAnewAndTheTroubleEnds()
    {
        _issuer.IsReachable = false;
        Assert.Null(await _issuer.Check(_issuer.Token("pump")));
        Assert.Single(_issuer.Keys.Conditions());
        _issuer.IsReachable = true;
        _issuer.Time.Advance(IssuerKeys.AgainAfter);
        Assert.NotNull(await _issuer.Check(_issuer.Token("pump")));
        Assert.Empty(_issuer.Keys.Conditions());
        _issuer.Time.Advance(IssuerKeys.OldAfter);
        Assert.NotNull(await _issuer.Check(_issuer.Token("pump")));
        Assert.True(SpinWait.SpinUntil(() => _issuer.Fetched == 3, TimeSpan.FromSeconds(30)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"keys":[{"kty":"oct","k":"AAAA"}]}""")]
    [InlineData("""{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}""")]
    [InlineData("""{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]}""")]
    [InlineData("[")]
    public void Read_NoUsableKey_SaysWhy(string json) => Assert.NotEmpty(Assert.Throws<FormatException>(() => KeySet.Read(System.Text.Encoding.UTF8.GetBytes(json))).Message);
}
