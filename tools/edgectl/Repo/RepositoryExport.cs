using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Bundles.Tuf.Sources;
using EdgeAppliance.Core.Files;

namespace EdgeAppliance.Edgectl.Repo;

/// <summary>Copies a repository: 1 go through it as a device would; 2 its targets; 3 its metadata, the timestamp last, so that a stick that is
/// pulled out too early holds the old repository whole.</summary>
/// <param name="bundles">Of whose targets are copied; empty for all.</param>
internal sealed class RepositoryExport(string folder, IReadOnlyCollection<string> bundles)
{
    private int _files;
    private long _bytes;

    /// <returns>What was copied.</returns>
    /// <exception cref="TufException">A device would refuse the repository.</exception>
    /// <exception cref="IOException">Something cannot be read or written.</exception>
    public async Task<(int Files, long Bytes)> Run(byte[] root, string to, DateTimeOffset now, CancellationToken stop)
    {
        var check = await RepositoryCheck.Run(folder, root, now, stop); // 1
        foreach (var target in check.Targets.Where(target => IsWanted(target.Name))) // 2
            Copy(Path.Combine(FolderSource.Targets, check.PathOf(target)), to);
        var metadata = Directory.EnumerateFiles(Path.Combine(folder, FolderSource.Metadata), "*.json").Select(file => Path.GetFileName(file)).Where(name => name != TufTimestamp.FileName);
        foreach (string name in metadata.Order(StringComparer.Ordinal)) Copy(Path.Combine(FolderSource.Metadata, name), to); // 3
        Copy(Path.Combine(FolderSource.Metadata, TufTimestamp.FileName), to);
        return (_files, _bytes);
    }

    private bool IsWanted(string target)
    {
        if (bundles.Count == 0) return true;
        string[] segments = target.Split('/');
        return segments is ["bundles", var name, var version, ..] && (bundles.Contains(name) || bundles.Contains($"{name}@{version}"));
    }

    private void Copy(string file, string to)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(folder, file));
        string target = Path.Combine(to, file);
        if (File.Exists(target) && new FileInfo(target).Length == bytes.Length && File.ReadAllBytes(target).AsSpan().SequenceEqual(bytes)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        DurableFile.Replace(target, bytes, isPublic: true);
        _files++;
        _bytes += bytes.Length;
    }
}
