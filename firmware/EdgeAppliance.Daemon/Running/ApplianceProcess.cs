using System.Runtime.InteropServices;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Health;
using EdgeAppliance.Daemon.Health.Logs;
using EdgeAppliance.Daemon.Updates.Disk;
using EdgeAppliance.Daemon.Updates.Shelf;
using EdgeAppliance.Storage.Outbox;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Running;

/// <summary>The process's life: 1 read the configuration, 2 take the state directory, 3 start, 4 say so, 5 run until a signal ends it
/// (SIGHUP reloads), 6 stop within ten seconds.</summary>
internal sealed partial class ApplianceProcess(CommandLine line, TimeProvider time)
{
    /// <summary>systemd is promised ten seconds; the rest is for the runtime to end.</summary>
    private static readonly TimeSpan s_stopWithin = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan s_startIsOver = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_sayEvery = TimeSpan.FromSeconds(5);

    public async Task<int> Run()
    {
        using var log = ApplianceLoggerProvider.OfThisProcess(time);
        using var loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        using var models = new ModelRoom(line.StateDirectory, loggers.CreateLogger<ModelRoom>(), time);
        var context = new ConfigContext(SecretStore.OfThisProcess, models.Steps) { ReadsCertificates = true };
        var inForce = new ConfigurationInForce(line.ConfigFile, new BundleShelf(line.StateDirectory, new UpdateDisk(), time), context, time);
        // One that was installed may have to be gone back from, which takes the state directory first.
        var read = inForce.Shelf.Configuration is null ? inForce.Read() : null; // 1
        if (read is { Configuration: null }) return Fail(ExitCodes.BadConfiguration, read.Errors);
        using var notifier = SystemdNotifier.OfThisProcess(time);
        try
        {
            using var state = StateDirectory.Open(line.StateDirectory); // 2
            read ??= inForce.ReadAtStart();
            if (read.Configuration is not { } configuration) return Fail(ExitCodes.BadConfiguration, read.Errors);
            var around = new Surroundings(state, models, inForce, notifier, time) { Log = log, Loggers = loggers };
            return await Run(configuration, around);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or StoreKeyException)
        {
            return Fail(ExitCodes.NoState, [$"edge-appliance: {e.Message}"]);
        }
    }

    private async Task<int> Run(ApplianceConfiguration configuration, Surroundings around)
    {
        using var stop = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Cancel(signal, stop));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Cancel(signal, stop));
        var logger = around.Loggers.CreateLogger<ApplianceProcess>();
        var appliance = await Appliance.Start(configuration, around, stop.Token); // 3
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            _ = Task.Run(() => Reload.Run(appliance, stop.Token));
        });
        FirstToken.Say(appliance.Http!.FirstToken, around, logger);
        around.Notifier.Ready(StatusText.Of(appliance)); // 4
        Log.Started(logger, configuration.Device.Id, StatusText.Of(appliance));
        using var telling = around.Time.CreateTimer(_ => around.Notifier.Status(StatusText.Of(appliance)), null, s_sayEvery, s_sayEvery);
        using var tidying = around.Time.CreateTimer(_ => StartPages.GiveBack(), null, s_startIsOver, Timeout.InfiniteTimeSpan);
        await Task.Delay(Timeout.InfiniteTimeSpan, around.Time, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // 5
        around.Notifier.Stopping(); // 6
        Log.Stopping(logger);
        var stopped = appliance.DisposeAsync().AsTask();
        await Task.WhenAny(stopped, Task.Delay(s_stopWithin, around.Time));
        if (!stopped.IsCompleted) Log.NotStopped(logger, s_stopWithin.TotalSeconds);
        else await stopped;
        return ExitCodes.Stopped;
    }

    private static void Cancel(PosixSignalContext signal, CancellationTokenSource stop)
    {
        // The runtime's own answer would end the process under our hands.
        signal.Cancel = true;
        stop.Cancel();
    }

    private static int Fail<T>(int code, IEnumerable<T> errors)
    {
        foreach (var error in errors) Console.Error.WriteLine(error);
        return code;
    }

    private static partial class Log
    {
        [LoggerMessage(8001, LogLevel.Information, "{Device} is up: {Status}")]
        public static partial void Started(ILogger logger, string device, string status);

        [LoggerMessage(8002, LogLevel.Information, "Stopping, as asked")]
        public static partial void Stopping(ILogger logger);

        [LoggerMessage(8003, LogLevel.Error, "Something did not stop within {Seconds} s; what was acknowledged is stored all the same")]
        public static partial void NotStopped(ILogger logger, double seconds);
    }
}
