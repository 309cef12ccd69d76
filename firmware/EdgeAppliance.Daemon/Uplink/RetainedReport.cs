using EdgeAppliance.Daemon.Updates.Reported;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>Tells a broker of the reported state over an uplink's connection: once it stands, and after each change. What a broker refuses or
/// a lost link swallows is told with the next change or connection; records never wait for it.</summary>
/// <param name="send">Ends with the broker's acknowledgement, or a <see cref="LinkException"/>.</param>
internal sealed partial class RetainedReport(ReportedBundles? reports, Func<byte[], Task> send, ILogger logger)
{
    private readonly SemaphoreSlim _one = new(1);
    private bool _isOn;
    private byte[]? _sent;

    public void Begin()
    {
        if (reports is null) return;
        _sent = null;
        if (!_isOn) reports.Changed += Tell;
        _isOn = true;
        Tell();
    }

    public void End()
    {
        if (reports is not null && _isOn) reports.Changed -= Tell;
        _isOn = false;
    }

    private void Tell() => _ = Task.Run(TellNow);

    private async Task TellNow()
    {
        await _one.WaitAsync();
        try
        {
            // Whatever happened while another was on its way, the newest is what counts.
            if (reports?.Told is not { } told || ReferenceEquals(told, _sent)) return;
            await send(told);
            _sent = told;
        }
        catch (LinkException e)
        {
            Log.NotTold(logger, e.Message);
        }
        finally
        {
            _one.Release();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2003, LogLevel.Information, "The state of bundles was not told: {Why}")]
        public static partial void NotTold(ILogger logger, string why);
    }
}
