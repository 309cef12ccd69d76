using EdgeAppliance.Core.Health;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>Says that nothing can be stored, for as long as that is so, and when it is tried again.</summary>
/// <remarks>The store's thread's.</remarks>
internal sealed partial class FileTrouble(WorkQueue queue, StoreHealth health, StoreSurroundings around)
{
    private const string Code = "store.disk";

    private TimeSpan _wait;
    private long _failedAt;
    private bool _failed;

    public bool RetryIsDue => !_failed || around.Time.GetElapsedTime(_failedAt) >= _wait;

    /// <summary>What whoever wants something stored is told.</summary>
    public Exception Why => queue.Refusal ?? new IOException("The outbox is not open yet.");

    public void OnSynced() => around.Counters.OnSynced(around.Time.GetUtcNow());

    /// <param name="failure">Null where it went well.</param>
    public void Settle(Exception? failure)
    {
        if (failure is not null) Fail(failure);
        else if (_failed) Recover();
    }

    private void Fail(Exception why)
    {
        _wait = !_failed ? around.RetryFirst : _wait * 2 < around.RetryMax ? _wait * 2 : around.RetryMax;
        if (!_failed) Log.Failed(around.Logger, why.Message);
        _failed = true;
        _failedAt = around.Time.GetTimestamp();
        health.Raise(new HealthCondition(Code, HealthSeverity.Error, "outbox", $"Nothing can be stored: {why.Message}",
            "Make room on the disk or mend it; 'df' and 'dmesg' tell more. It goes on by itself, and nothing that was acknowledged is lost."));
        // Whoever is refused can look up why.
        queue.Refuse(new IOException($"The outbox cannot be written: {why.Message}", why));
    }

    private void Recover()
    {
        _failed = false;
        queue.Refuse(null);
        health.Clear(Code);
        Log.Recovered(around.Logger);
    }

    private static partial class Log
    {
        [LoggerMessage(7001, LogLevel.Error, "The outbox cannot be written: {Why}. It is tried again by itself")]
        public static partial void Failed(ILogger logger, string why);

        [LoggerMessage(7002, LogLevel.Information, "The outbox can be written again")]
        public static partial void Recovered(ILogger logger);
    }
}
