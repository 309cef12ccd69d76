using System.Globalization;
using System.Runtime.InteropServices;

namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>A user, with its number and its group's.</summary>
internal sealed partial record UnixOwner(string Name, uint User, uint Group)
{
    private const string Daemon = "edge-appliance";

    /// <summary>The daemon's, as the system's list of users has it (passwd(5)).</summary>
    /// <returns>Null where we are not root, or there is no such user.</returns>
    public static UnixOwner? OfDaemon(string list = "/etc/passwd")
    {
        if (!Environment.IsPrivilegedProcess || !File.Exists(list)) return null;
        foreach (string line in File.ReadLines(list))
        {
            string[] fields = line.Split(':');
            if (fields.Length > 3 && fields[0] == Daemon && Number(fields[2]) is { } user && Number(fields[3]) is { } group) return new UnixOwner(Daemon, user, group);
        }
        return null;
    }

    /// <exception cref="IOException">It cannot be given away.</exception>
    public void Take(string path)
    {
        if (ChangeOwner(path, User, Group) != 0) throw new IOException($"'{path}' cannot be given to user {User}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    private static uint? Number(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : null;

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
