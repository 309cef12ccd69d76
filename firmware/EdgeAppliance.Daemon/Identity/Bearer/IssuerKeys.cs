using EdgeAppliance.Core.Files;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Daemon.Http.Client;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Identity.Bearer;

/// <summary>The issuer's keys as they were fetched last. They are fetched anew when they are old, which nobody waits for, and when a token names one that is not
/// there, which it waits for: but once in half a minute, whatever strangers write into tokens. While the issuer cannot be reached, and after a restart, those from before
/// are good. Any thread asks.</summary>
/// <param name="fetch">Gets the key set, as JSON.</param>
/// <param name="file">Where they are kept.</param>
internal sealed partial class IssuerKeys(Func<CancellationToken, Task<byte[]>> fetch, string file, TimeProvider time, ILogger logger) : IDisposable
{
    public static readonly TimeSpan OldAfter = TimeSpan.FromHours(1);
    public static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_endWithin = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private volatile KeySet? _keys;
    private volatile string? _trouble;

    // Guarded by _lock.
    private Task _fetching = Task.CompletedTask;
    private long? _askedAt;
    private long? _fetchedAt;

    /// <summary>Takes those from before a restart.</summary>
    public void Load()
    {
        try
        {
            if (File.Exists(file)) _keys = KeySet.Read(File.ReadAllBytes(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            Log.NotLoaded(logger, file, e.Message);
        }
    }

    /// <returns>Null where the issuer has no such key, as far as can be known.</returns>
    public async ValueTask<IssuerKey?> Find(string? id, string algorithm)
    {
        if (_keys?.Find(id, algorithm) is { } known)
        {
            _ = Fetch(OldAfter);
            return known;
        }
        await Fetch(AgainAfter).ConfigureAwait(false);
        return _keys?.Find(id, algorithm);
    }

    public IReadOnlyList<HealthCondition> Conditions() => _trouble is not { } why ? [] :
    [
        new HealthCondition("identity.issuer-unreachable", HealthSeverity.Warning, "access.oauth", $"The issuer's keys cannot be fetched: {why}",
            _keys is null ? "No bearer token can be checked until they are: look at the network, and at access.oauth." : "Tokens go on to be checked by the keys from before; look at the network, and at access.oauth."),
    ];

    public void Dispose()
    {
        _stop.Cancel();
        Task fetching;
        lock (_lock) fetching = _fetching;
        // What is being written is written to its end.
        fetching.Wait(s_endWithin);
        _stop.Dispose();
    }

    /// <returns>Done once those that are there are not older than this, or it was tried as lately.</returns>
    private Task Fetch(TimeSpan age)
    {
        lock (_lock)
        {
            if (!_fetching.IsCompleted) return _fetching;
            bool isFresh = _fetchedAt is { } at && time.GetElapsedTime(at) < age;
            bool isTried = _askedAt is { } asked && time.GetElapsedTime(asked) < AgainAfter;
            if (isFresh || isTried || _stop.IsCancellationRequested) return Task.CompletedTask;
            _askedAt = time.GetTimestamp();
            return _fetching = Task.Run(Renew);
        }
    }

    private async Task Renew()
    {
        try
        {
            byte[] json = await fetch(_stop.Token).ConfigureAwait(false);
            _keys = KeySet.Read(json);
            lock (_lock) _fetchedAt = time.GetTimestamp();
            _trouble = null;
            DurableFile.Replace(file, json);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or FormatException or OperationCanceledException or UnauthorizedAccessException)
        {
            if (_stop.IsCancellationRequested) return;
            string why = SiteHttp.WhyNot(e);
            if (_trouble is null) Log.NotFetched(logger, why);
            _trouble = why;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1321, LogLevel.Warning, "The issuer's keys in {File} cannot be used: {Reason}")]
        public static partial void NotLoaded(ILogger logger, string file, string reason);

        [LoggerMessage(1322, LogLevel.Warning, "The issuer's keys cannot be fetched: {Reason}")]
        public static partial void NotFetched(ILogger logger, string reason);
    }
}
