using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace EdgeAppliance.Daemon.Http.Access;

/// <summary>The user at the other end of a Unix socket, as the kernel knew it when the connection was made (unix(7), SO_PEERCRED).</summary>
/// <param name="GroupIds">The user's own group first, then those it was added to (SO_PEERGROUPS).</param>
internal sealed record PeerCredential(uint UserId, uint[] GroupIds)
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;
    private const int SoPeerGroups = 59;
    private const int GroupsMax = 1024;

    /// <summary>Every connection of the listener carries its peer on.</summary>
    public static void AddTo(IConnectionBuilder listener) => listener.Use(next => connection =>
    {
        connection.Features.Set(Of(connection.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket));
        return next(connection);
    });

    public static PeerCredential Of(Socket socket)
    {
        Span<uint> credential = stackalloc uint[3]; // struct ucred: process, user, group
        socket.GetRawSocketOption(SolSocket, SoPeerCred, MemoryMarshal.AsBytes(credential));
        return new PeerCredential(credential[1], [credential[2], .. Groups(socket)]);
    }

    private static uint[] Groups(Socket socket)
    {
        var groups = new uint[GroupsMax];
        try
        {
            int bytes = socket.GetRawSocketOption(SolSocket, SoPeerGroups, MemoryMarshal.AsBytes(groups.AsSpan()));
            return groups[..(bytes / sizeof(uint))];
        }
        catch (SocketException)
        {
            // A kernel before 4.13, or a user of more groups than that: the own group is known all the same.
            return [];
        }
    }
}
