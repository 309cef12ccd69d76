using CsCheck;
using EdgeAppliance.Daemon.Http.Tokens;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Daemon.Http.Tokens;

public sealed class TokenStoreTests : IDisposable
{
    private readonly StateFolder _state = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public void Dispose() => _state.Dispose();

    private string FilePath => Path.Combine(_state.Path, TokenStore.FileName);

    [Fact]
    public void Open_FirstStart_MakesOneAdminTokenAndTellsItOnce()
    {
        var store = TokenStore.Open(_state.Path, _time, out string? first);
        Assert.Equal(AccessScope.Admin, store.Find(first)!.Scope);
        var again = TokenStore.Open(_state.Path, _time, out string? second);
        Assert.Null(second);
        Assert.Equal("first", again.Find(first)!.Name);
    }

    [Fact]
    public void Open_FirstStart_KeepsOnlyTheHashInAFileOfItsOwner()
    {
        TokenStore.Open(_state.Path, _time, out string? first);
        Assert.DoesNotContain(first!, File.ReadAllText(FilePath));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        Assert.False(File.Exists(FilePath + ".new"));
    }

    [Fact]
    public void Read_GoldenFile_GivesItsTokens()
    {
        string hash = Convert.ToHexStringLower(TokenText.Hash("edge_golden"));
        string golden = $$"""{"version":1,"tokens":[{"name":"first","scope":"operate","sha256":"{{hash}}","created":"2026-01-02T03:04:05+00:00"}]}""";
        File.WriteAllText(FilePath, golden);
        var store = TokenStore.Open(_state.Path, _time, out string? first);
        Assert.Null(first);
        Assert.Equal(AccessScope.Operate, store.Find("edge_golden")!.Scope);
        TokenFile.Write(FilePath, store.All);
        Assert.Equal(golden, File.ReadAllText(FilePath));
    }

    [Fact]
    public void Add_TakenName_IsRefused()
    {
        var store = TokenStore.Open(_state.Path, _time, out _);
        Assert.Throws<ArgumentException>(() => store.Add("first", AccessScope.Read));
    }

    [Fact]
    public void Remove_KnownToken_IsForgottenForGood()
    {
        var store = TokenStore.Open(_state.Path, _time, out string? first);
        Assert.True(store.Remove("first"));
        Assert.False(store.Remove("first"));
        Assert.Null(store.Find(first));
        Assert.Empty(TokenStore.Open(_state.Path, _time, out string? second).All);
        Assert.Null(second);
    }

    [Fact]
    public void Add_LeftoverOfACut_IsReplaced()
    {
        File.WriteAllText(FilePath + ".new", "half a fi");
        TokenStore.Open(_state.Path, _time, out string? first);
        Assert.NotNull(TokenStore.Open(_state.Path, _time, out _).Find(first));
    }

    [Fact]
    public void Find_AnyOtherText_FindsNothing()
    {
        var store = TokenStore.Open(_state.Path, _time, out _);
        Gen.String.Sample(text => Assert.Null(store.Find(text)));
    }

    [Fact]
    public void Open_DamagedFile_SaysSoAndMakesNoToken()
    {
        TokenStore.Open(_state.Path, _time, out _);
        byte[] good = File.ReadAllBytes(FilePath);
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).Sample((at, value) => OpensOrRefuses(good, at, value), threads: 1);
        File.WriteAllBytes(FilePath, good.AsSpan(0, good.Length / 2).ToArray());
        Assert.Contains(FilePath, Assert.Throws<InvalidDataException>(() => TokenStore.Open(_state.Path, _time, out _)).Message);
    }

    private void OpensOrRefuses(byte[] good, int at, byte value)
    {
        var bytes = good.ToArray();
        bytes[at] = value;
        File.WriteAllBytes(FilePath, bytes);
        try
        {
            TokenStore.Open(_state.Path, _time, out string? first);
            Assert.Null(first);
        }
        catch (InvalidDataException e)
        {
            Assert.Contains(FilePath, e.Message);
        }
    }
}
