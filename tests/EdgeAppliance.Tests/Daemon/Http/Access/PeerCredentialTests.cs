using System.Net.Sockets;
using EdgeAppliance.Daemon.Http.Access;

namespace EdgeAppliance.Tests.Daemon.Http.Access;

public sealed class PeerCredentialTests
{
    [Fact]
    public async Task Of_ConnectionFromThisProcess_IsItsUserAndGroups()
    {
        using var state = new StateFolder();
        var place = new UnixDomainSocketEndPoint(Path.Combine(state.Path, "s"));
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(place);
        listener.Listen();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(place);
        using var accepted = await listener.AcceptAsync();
        var peer = PeerCredential.Of(accepted);
        Assert.Equal(Own("Uid:")[1], peer.UserId);
        Assert.Equal(Own("Gid:")[1], peer.GroupIds[0]);
        Assert.Equal(Own("Groups:").Order(), peer.GroupIds[1..].Order());
    }

    /// <summary>Numbers of this process as the kernel tells them: for Uid and Gid the real, effective, saved and file system's.</summary>
    private static uint[] Own(string key)
    {
        string line = File.ReadLines("/proc/self/status").Single(l => l.StartsWith(key));
        return line[key.Length..].Split(['\t', ' '], StringSplitOptions.RemoveEmptyEntries).Select(uint.Parse).ToArray();
    }
}
