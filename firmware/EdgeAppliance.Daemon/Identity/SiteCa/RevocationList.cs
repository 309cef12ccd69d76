using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Core.Identity;
using EdgeAppliance.Core.Files;

namespace EdgeAppliance.Daemon.Identity.SiteCa;

/// <summary>The site authority's certificates that are of use no more, as the list that others look into (RFC 5280 section 5). What is added is on stable
/// storage when that returns. Any thread asks and changes.</summary>
internal sealed class RevocationList
{
    /// <summary>Who has read a list may rely on it for so long.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(7);

    private static readonly TimeSpan s_again = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_before = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly string _file;
    private readonly X509Certificate2 _authority;

    // Guarded by _lock.
    private List<RevokedCertificate> _all;
    private long _number;
    private byte[]? _list;
    private DateTimeOffset _madeAt;

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="FormatException">It is damaged.</exception>
    public RevocationList(string file, X509Certificate2 authority)
    {
        (_file, _authority) = (file, authority);
        (_all, _number) = File.Exists(file) ? RevokedFile.Read(File.ReadAllBytes(file)) : ([], 0);
    }

    public int Count { get { lock (_lock) return _all.Count; } }

    /// <exception cref="IOException">It is in effect, but was not stored.</exception>
    public void Add(IEnumerable<IssuedCredential> issued, DateTimeOffset now)
    {
        lock (_lock)
        {
            var known = _all.Select(one => one.Serial).ToHashSet(StringComparer.Ordinal);
            var added = issued.Where(one => !known.Contains(one.Serial)).Select(one => new RevokedCertificate(one.Serial, now, one.Expires)).ToList();
            if (added.Count == 0) return;
            // Whose time is over needs no list to say so.
            _all = [.. _all.Where(one => one.Expires > now), .. added];
            Change_NeedsLock();
        }
    }

    /// <returns>DER.</returns>
    /// <exception cref="IOException">Its number could not be stored.</exception>
    public byte[] Current(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_list is not null && now - _madeAt < s_again && now >= _madeAt) return _list;
            Change_NeedsLock();
            var builder = new CertificateRevocationListBuilder();
            foreach (var one in _all) builder.AddEntry(Convert.FromHexString(one.Serial), one.At);
            _madeAt = now;
            return _list = builder.Build(_authority, new BigInteger(_number), now + Life, HashAlgorithmName.SHA256, null, now - s_before);
        }
    }

    // Section 5.2.3: each list has a higher number than those before it.
    private void Change_NeedsLock()
    {
        _list = null;
        _number++;
        DurableFile.Replace(_file, RevokedFile.Write(_all, _number));
    }
}
