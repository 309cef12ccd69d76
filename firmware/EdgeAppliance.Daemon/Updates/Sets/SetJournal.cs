using System.Text.Json;
using EdgeAppliance.Bundles;
using EdgeAppliance.Daemon.Updates.Disk;

namespace EdgeAppliance.Daemon.Updates.Sets;

/// <summary>The file that decides of a set's members together: it is replaced whole, and a start brings the members to what it says.</summary>
/// <remarks>Read by any thread; changed by one at a time.</remarks>
internal sealed class SetJournal(string repository, IUpdateDisk disk)
{
    private volatile SetInstall? _last;

    /// <summary>Called after each change by the thread that makes it; must not throw.</summary>
    public Action<SetInstall>? Changed { get; set; }

    /// <summary>Null where none was ever installed.</summary>
    public SetInstall? Last => _last;

    /// <summary>Null where none is.</summary>
    public SetInstall? UnderWay => _last is { IsUnderWay: true } set ? set : null;

    /// <summary>Where the file is damaged, members are models like others.</summary>
    public void Open()
    {
        try
        {
            string path = Path.Combine(repository, SetInstall.FileName);
            if (new FileInfo(path) is { Exists: true, Length: <= SetInstall.BytesMax }) _last = Parse(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            _last = null;
        }
    }

    /// <exception cref="IOException">The disk is full, read-only or failing: nothing has changed.</exception>
    public void Change(SetInstall set)
    {
        disk.MakeFolder(repository);
        WholeFile.Replace(disk, Path.Combine(repository, SetInstall.FileName), ToUtf8(set));
        Publish(set);
    }

    /// <summary>Makes so what cannot be kept: a restart finds the state before, and comes to the same end again.</summary>
    public void ChangeOrPublish(SetInstall set)
    {
        try
        {
            Change(set);
        }
        catch (IOException)
        {
            Publish(set);
        }
    }

    /// <summary>Has whoever follows told again what they may have missed.</summary>
    public void Tell()
    {
        if (_last is { } set) Changed?.Invoke(set);
    }

    public static byte[] ToUtf8(SetInstall set) => JsonSerializer.SerializeToUtf8Bytes(set, SetJson.Default.SetInstall);

    /// <exception cref="JsonException">This is not such a file.</exception>
    public static SetInstall Parse(ReadOnlySpan<byte> utf8)
    {
        var set = JsonSerializer.Deserialize(utf8, SetJson.Default.SetInstall);
        if (set is not { Format: 1, Members.Count: <= SetInstall.MembersMax }) throw new JsonException("It is of another format.");
        // They become paths.
        bool isSound = BundlePath.IsName(set.Name) && BundlePath.IsVersion(set.Version) && set.Members.All(member => BundlePath.IsName(member.Model) && BundlePath.IsVersion(member.Version));
        return isSound ? set : throw new JsonException("It names what is no name or version.");
    }

    private void Publish(SetInstall set)
    {
        _last = set;
        Changed?.Invoke(set);
    }
}
