using System.Globalization;

namespace EdgeAppliance.Daemon.Updates.Drop;

/// <summary>A folder that bundles are put into to be installed, and what becomes of them: 1 wait until it is copied whole, 2 move it to
/// <c>.taken/new</c>, 3 rename that to <c>.taken/ID</c> of the installation, 4 move it to <c>done</c> or, with the reason beside it, to
/// <c>refused</c> once the installation has ended. What a start finds in <c>.taken/new</c> brought the appliance down, and is not tried again.</summary>
/// <remarks>Names that begin with a dot or end in <c>.part</c>, <c>.tmp</c> or <c>~</c> are left alone: whoever copies slowly renames at the end.
/// Used by one thread at a time.</remarks>
internal sealed class DropFolder(string folder)
{
    private const int NamesMax = 64;
    private readonly Dictionary<string, DroppedBundle> _seen = new(StringComparer.Ordinal);
    private readonly DropArchive _done = new(Path.Combine(folder, "done"));
    private readonly DropArchive _refused = new(Path.Combine(folder, "refused"));
    private readonly string _taken = Path.Combine(folder, ".taken");

    private string New => Path.Combine(_taken, "new");

    /// <exception cref="IOException">The folder cannot be made or changed; as for all members, which is then told and tried again.</exception>
    public void Open()
    {
        Directory.CreateDirectory(_taken);
        _done.Open();
        _refused.Open();
        Settle(New, new DropEnd(false, "The installation was interrupted: the appliance went down while the bundle was copied."));
    }

    /// <summary>1 and 2.</summary>
    /// <returns>Where the bundle lies now; null where none is there, or whole.</returns>
    public string? TakeNext()
    {
        string[] there = [.. Directory.EnumerateFileSystemEntries(folder).Where(IsBundle).Take(NamesMax).Order(StringComparer.Ordinal)];
        foreach (string gone in _seen.Keys.Except(there).ToArray()) _seen.Remove(gone);
        string? next = null;
        foreach (string path in there)
        {
            if (new FileInfo(path).LinkTarget is not null)
            {
                _refused.Add(path, "It is a link, which is not followed.");
                continue;
            }
            string signature = DroppedBundle.SignatureOf(path);
            var seen = _seen[path] = _seen.GetValueOrDefault(path, new DroppedBundle("", 0)).SeenAgain(signature);
            if (seen.MayBeTaken(path)) next ??= path;
        }
        if (next is null) return null;
        Directory.CreateDirectory(New);
        string taken = Path.Combine(New, Path.GetFileName(next));
        Directory.Move(next, taken); // 2
        return taken;
    }

    /// <summary>2 taken back.</summary>
    public void PutBack(string taken)
    {
        Directory.Move(taken, Path.Combine(folder, Path.GetFileName(taken)));
        Directory.Delete(New);
    }

    /// <summary>3.</summary>
    public void Began(long id) => Directory.Move(New, Path.Combine(_taken, id.ToString(CultureInfo.InvariantCulture)));

    /// <summary>4, for a bundle whose installation could not begin.</summary>
    public void Refuse(string reason) => Settle(New, new DropEnd(false, reason));

    /// <summary>4.</summary>
    /// <param name="endOf">How the installation with that id ended; null where it has not.</param>
    public void Settle(Func<long, DropEnd?> endOf)
    {
        foreach (string place in Directory.GetDirectories(_taken))
        {
            if (!long.TryParse(Path.GetFileName(place), NumberStyles.None, CultureInfo.InvariantCulture, out long id)) continue;
            if (endOf(id) is { } end) Settle(place, end);
        }
    }

    private void Settle(string place, DropEnd end)
    {
        if (!Directory.Exists(place)) return;
        foreach (string path in Directory.GetFileSystemEntries(place)) (end.IsDone ? _done : _refused).Add(path, end.Reason);
        Directory.Delete(place);
    }

    private static bool IsBundle(string path) =>
        Path.GetFileName(path) is not ("done" or "refused") and var name && name[0] != '.'
        && !name.EndsWith(".part", StringComparison.Ordinal) && !name.EndsWith(".tmp", StringComparison.Ordinal) && name[^1] != '~';
}
