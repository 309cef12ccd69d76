using EdgeAppliance.Daemon.Http.Access;
using EdgeAppliance.Daemon.Http.Tokens;

namespace EdgeAppliance.Tests.Daemon.Http.Access;

public sealed class ControlSocketTests : IDisposable
{
    private const uint Stranger = 54_321;
    private readonly StateFolder _state = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public void ScopeOf_Root_MayDoAll() => Assert.Equal(AccessScope.Admin, Socket().ScopeOf(new PeerCredential(0, [Stranger])));

    [Fact]
    public void ScopeOf_Stranger_MayDoNothing() => Assert.Null(Socket().ScopeOf(new PeerCredential(Stranger, [Stranger])));

    [Fact]
    public void ScopeOf_MemberOfTheFoldersGroup_MayRead()
    {
        uint group = OwnGroup();
        Assert.Equal(AccessScope.Read, Socket().ScopeOf(new PeerCredential(Stranger, [Stranger, group])));
    }

    [Fact]
    public async Task Open_Started_LetsOwnerAndGroupConnectOnly()
    {
        await using var hosted = await HostedAppliance.Start();
        const UnixFileMode expected = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        if (!OperatingSystem.IsWindows()) Assert.Equal(expected, File.GetUnixFileMode(hosted.SocketPath));
    }

    private ControlSocket Socket() => ControlSocket.Prepare(_state.Path);

    /// <summary>The group that a folder made by this process has, as the kernel tells it of the process.</summary>
    private static uint OwnGroup()
    {
        string line = File.ReadLines("/proc/self/status").Single(l => l.StartsWith("Gid:"));
        return uint.Parse(line.Split('\t')[4]);
    }
}
