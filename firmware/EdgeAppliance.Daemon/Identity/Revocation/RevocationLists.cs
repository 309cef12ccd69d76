using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Core.Health;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Identity.Revocation;

/// <summary>The lists of revoked certificates at <c>access.crl</c>, read again when their files change. One that cannot be read leaves the one from before in place, and one that is old goes
/// on to count: both are told. Any thread asks; one refreshes.</summary>
internal sealed partial class RevocationLists
{
    private readonly IReadOnlyList<string> _files;
    private readonly Func<DateTimeOffset> _now;
    private readonly ILogger _logger;
    private readonly Dictionary<string, (DateTime Written, long Bytes)> _seen = [];
    private volatile IReadOnlyDictionary<string, RevocationFile> _lists = new Dictionary<string, RevocationFile>();
    private volatile IReadOnlyDictionary<string, string> _troubles = new Dictionary<string, string>();
    private volatile int _version;

    /// <exception cref="IOException">A file cannot be read, or is no such list.</exception>
    public RevocationLists(IReadOnlyList<string> files, Func<DateTimeOffset> now, ILogger logger)
    {
        (_files, _now, _logger) = (files, now, logger);
        Refresh();
        foreach (var (file, why) in _troubles) throw new IOException($"access.crl: {file} cannot be used: {why}");
    }

    /// <summary>Another number after every change: who was let in by an older one has to be looked at again.</summary>
    public int Version => _version;

    public IReadOnlyList<HealthCondition> Conditions()
    {
        var at = _now();
        var all = _troubles.Select(trouble => new HealthCondition("identity.crl-damaged", HealthSeverity.Error, "access.crl",
            $"{trouble.Key} cannot be used, and the list from before counts: {trouble.Value}", "Put the list there again, as its authority signed it.")).ToList();
        foreach (var (file, list) in _lists)
            if (list.NextUpdate is { } next && next < at)
                all.Add(new HealthCondition("identity.crl-stale", HealthSeverity.Warning, "access.crl", $"{file} should have been replaced by {next:u}: what was revoked since is not known here.", "Fetch a new list from the authority."));
        return all;
    }

    /// <summary>Reads again what has changed.</summary>
    public void Refresh()
    {
        var lists = new Dictionary<string, RevocationFile>(_lists);
        var troubles = new Dictionary<string, string>(_troubles);
        bool isNew = false;
        foreach (string file in _files)
        {
            var info = new FileInfo(file);
            var mark = info.Exists ? (info.LastWriteTimeUtc, info.Length) : default;
            if (_seen.TryGetValue(file, out var before) && before == mark) continue;
            (_seen[file], isNew) = (mark, true);
            try
            {
                lists[file] = RevocationFile.Read(File.ReadAllBytes(file));
                troubles.Remove(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
            {
                troubles[file] = e.Message;
                Log.NotRead(_logger, file, e.Message);
            }
        }
        if (!isNew) return;
        (_lists, _troubles) = (lists, troubles);
        _version++;
    }

    /// <returns>Why a certificate is not to be trusted; null where no list says so.</returns>
    public string? WhyNot(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        foreach (var (file, list) in _lists)
        {
            if (!list.IsOf(issuer)) continue;
            try
            {
                if (!list.IsSignedBy(issuer)) return $"the list of revoked certificates in {file} is not signed by {issuer.Subject}";
            }
            catch (CryptographicException e)
            {
                return $"the list of revoked certificates in {file} cannot be checked: {e.Message}";
            }
            if (list.Has(certificate)) return "it is revoked";
        }
        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(1341, LogLevel.Error, "The list of revoked certificates in {File} cannot be used: {Reason}")]
        public static partial void NotRead(ILogger logger, string file, string reason);
    }
}
