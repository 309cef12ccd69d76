using System.Collections.Frozen;
using System.Security.Cryptography;
using EdgeAppliance.Bundles;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Updates.Peers;

/// <summary>Finds files of installed bundles by what is in them, for other appliances of the site. Which hash is whose the packed bundles' own
/// manifests say; who fetches a file checks it anyway. Any thread.</summary>
/// <param name="folders">In which bundles lie as <c>NAME/VERSION/</c>.</param>
/// <param name="isOn">Whether the configuration has it so.</param>
internal sealed class PeerFiles(IReadOnlyList<string> folders, Func<bool> isOn, TimeProvider time)
{
    private const int BundlesMax = 1024;

    /// <summary>For a hash that is not known the folders are looked through again, but not more often.</summary>
    private static readonly TimeSpan s_againAfter = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private FrozenDictionary<string, string> _files = FrozenDictionary<string, string>.Empty;
    private long _bytes;
    private long _filesSent;
    private long _bytesSent;
    private long? _lookedAt;

    public PeerShelf Shelf
    {
        get
        {
            lock (_lock) return new PeerShelf { Files = _files.Count, Bytes = _bytes, FilesSent = _filesSent, BytesSent = _bytesSent };
        }
    }

    public static PeerFiles None { get; } = new([], () => false, TimeProvider.System);

    /// <param name="hash">SHA-256 in small hexadecimal digits.</param>
    /// <returns>The file; null where there is none, or nothing is handed out.</returns>
    public string? Find(string hash)
    {
        if (!isOn()) return null;
        lock (_lock)
        {
            if (_files.TryGetValue(hash, out string? known) && File.Exists(known)) return known;
            if (_lookedAt is { } last && time.GetElapsedTime(last) < s_againAfter) return null;
            _files = Look();
            _bytes = _files.Values.Select(file => new FileInfo(file)).Where(file => file.Exists).Sum(file => file.Length);
            _lookedAt = time.GetTimestamp();
            return _files.GetValueOrDefault(hash);
        }
    }

    /// <summary>Counts a file that was handed out whole.</summary>
    public void Sent(long bytes)
    {
        lock (_lock) (_filesSent, _bytesSent) = (_filesSent + 1, _bytesSent + bytes);
    }

    private FrozenDictionary<string, string> Look()
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        var bundles = folders.Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories).SelectMany(Directory.EnumerateDirectories).Take(BundlesMax);
        foreach (string folder in bundles)
        {
            try
            {
                var bundle = BundleFolder.Open(folder);
                string manifest = Path.Combine(folder, BundleManifest.FileName);
                files[Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(manifest)))] = manifest;
                foreach (var (file, hash) in bundle.Manifest.Hashes) files[hash.ToLowerInvariant()] = Path.Combine(folder, file);
            }
            catch (Exception e) when (e is BundleException or IOException or UnauthorizedAccessException)
            {
                // No bundle, or one that is being put there or taken away.
            }
        }
        return files.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
