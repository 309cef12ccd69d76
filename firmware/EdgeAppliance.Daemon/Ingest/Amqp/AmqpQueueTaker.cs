using System.Text;
using EdgeAppliance.Drivers.Protocols.Amqp;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Ingest.Amqp;

/// <summary>What becomes of the messages of a broker's queue.</summary>
/// <param name="deviceProperty">The application property that names the device, or <see cref="AmqpQueueOptions.Subject"/>.</param>
/// <param name="stop">Nothing more is taken.</param>
internal sealed partial class AmqpQueueTaker(AmqpQueueSource source, string deviceProperty, CancellationToken stop, AmqpSurroundings around) : AmqpHandler
{
    private static readonly TimeSpan s_throttled = TimeSpan.FromSeconds(1);
    private static readonly Task s_never = new TaskCompletionSource().Task;
    private static readonly AmqpError s_noDevice = new(AmqpCondition.ResourceLimitExceeded, "The message's device is none, or one too many.");

    private readonly byte[] _property = Encoding.UTF8.GetBytes(deviceProperty);
    private PayloadError _lastError;

    public override AmqpError? OnAttach(AmqpLink link, AmqpAttach wanted) => AmqpRefusal.NotFound;

    public override Task? OnMessage(AmqpReceiver link, in AmqpArrival arrival)
    {
        if (stop.IsCancellationRequested) return s_never;
        try
        {
            return Take(link, arrival, AmqpMessage.Read(arrival.Message));
        }
        catch (AmqpException e)
        {
            source.Counters.CountRefused(PayloadError.NotAnEvent);
            Reject(link, arrival, PayloadError.NotAnEvent, e.Error);
        }
        catch (ObjectDisposedException)
        {
            return s_never;
        }
        return null;
    }

    public override void OnReleased(AmqpReceiver link) => source.CountNotStored();

    private Task? Take(AmqpReceiver link, in AmqpArrival arrival, in AmqpMessage message)
    {
        var error = PayloadError.TooManyDevices;
        Task? stored = null;
        if (!source.TryResolve(DeviceOf(message), out var device) || device is null)
        {
            source.Counters.CountRefused(error);
            Reject(link, arrival, error, s_noDevice);
            return null;
        }
        if (!source.TryTake(device, AmqpContent.FormatOf(message), message.Body, out error, out stored)) return stored;
        // What the device sends too fast waits in the queue.
        if (error == PayloadError.Throttled) return Task.Delay(s_throttled, around.Time, stop);
        if (stored is null) Reject(link, arrival, error, AmqpRefusal.Of(error, source.Limits));
        else if (!arrival.IsSettled) link.Settle(arrival.DeliveryId, stored);
        return null;
    }

    private void Reject(AmqpReceiver link, in AmqpArrival arrival, PayloadError error, AmqpError why)
    {
        // The rest of a burst is only counted.
        if (error != _lastError) Log.Rejected(around.Logger, source.Name, why.Text);
        _lastError = error;
        if (!arrival.IsSettled) link.Reject(arrival.DeliveryId, why);
    }

    private string DeviceOf(in AmqpMessage message)
    {
        string? named = deviceProperty == AmqpQueueOptions.Subject ? Encoding.UTF8.GetString(message.Subject) : message.ApplicationProperty(_property);
        // One level, as the source's filter has: a name is no path.
        return string.IsNullOrEmpty(named) ? source.Name : named.Replace('/', '_');
    }

    private static partial class Log
    {
        [LoggerMessage(1225, LogLevel.Warning, "Source {Source}: a message of the queue is rejected. {Reason}")]
        public static partial void Rejected(ILogger logger, string source, string reason);
    }
}
