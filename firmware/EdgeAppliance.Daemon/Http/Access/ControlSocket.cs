using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using EdgeAppliance.Daemon.Http.Tokens;

namespace EdgeAppliance.Daemon.Http.Access;

/// <summary>The Unix socket in the state directory. Root and the daemon's own user may do all; the state directory's group may read.</summary>
internal sealed partial class ControlSocket
{
    public const string FileName = "control.sock";

    private const int PathBytesMax = 107; // sun_path of unix(7), less its closing zero
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private readonly uint _ownUser = EffectiveUser();
    private readonly uint _group;

    private ControlSocket(string path, uint group) => (Path, _group) = (path, group);

    public string Path { get; }

    /// <summary>Removes the socket that a killed daemon left.</summary>
    /// <exception cref="IOException">The path is too long, or another daemon answers there.</exception>
    public static ControlSocket Prepare(string stateDirectory)
    {
        string folder = System.IO.Path.GetFullPath(stateDirectory);
        string path = System.IO.Path.Combine(folder, FileName);
        if (Encoding.UTF8.GetByteCount(path) > PathBytesMax)
            throw new IOException($"The socket's path '{path}' is longer than {PathBytesMax} bytes; use a shorter state directory.");
        if (Answers(path)) throw new IOException($"Another daemon answers at '{path}'; use another state directory.");
        File.Delete(path);
        return new ControlSocket(path, GroupOf(folder));
    }

    /// <summary>Lets the group connect; call it once the socket is there. Until then its mode is that of the umask, and whoever
    /// connects is asked for its user anyway.</summary>
    public void Open()
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path, Mode);
        // A daemon that is not in the group may not give it the socket; then only its own user and root can connect.
        _ = ChangeOwner(Path, uint.MaxValue, _group);
    }

    /// <returns>Null where the peer may do nothing.</returns>
    public AccessScope? ScopeOf(PeerCredential peer)
    {
        if (peer.UserId == 0 || peer.UserId == _ownUser) return AccessScope.Admin;
        return Array.IndexOf(peer.GroupIds, _group) >= 0 ? AccessScope.Read : null;
    }

    private static bool Answers(string path)
    {
        if (!File.Exists(path)) return false;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>By statx(2), whose structure is the same on every architecture.</summary>
    private static uint GroupOf(string folder)
    {
        const int currentFolder = -100, groupWanted = 0x10, groupAt = 24 / sizeof(uint);
        Span<uint> found = stackalloc uint[256 / sizeof(uint)];
        if (ExtendedStatus(currentFolder, folder, 0, groupWanted, ref MemoryMarshal.GetReference(found)) != 0)
            throw new IOException($"Cannot look at '{folder}': {Marshal.GetLastPInvokeErrorMessage()}");
        return found[groupAt];
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ExtendedStatus(int folder, string path, int flags, uint mask, ref uint found);
}
