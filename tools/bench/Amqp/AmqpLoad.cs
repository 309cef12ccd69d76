using System.Diagnostics;
using System.Globalization;
using System.Text;
using EdgeAppliance.Daemon.Ingest.Amqp;
using EdgeAppliance.Daemon.Uplink;
using EdgeAppliance.Drivers.Protocols.Amqp;

namespace EdgeAppliance.Bench.Amqp;

/// <summary>Clients that send readings of four channels, each so many ahead of what was accepted. It runs in the bench's own process, and costs either end the same.</summary>
/// <param name="InFlight">Of each connection.</param>
internal sealed record AmqpLoad(int Connections, int InFlight)
{
    private readonly AmqpEnvelope _envelope = new("application/json");

    public double WarmUpS { get; init; }

    public double MeasuredS { get; init; }

    /// <param name="addressOf">A sender's, by its number.</param>
    /// <returns>Messages accepted a second, and in all.</returns>
    public async Task<(double Rate, long Accepted)> RateAsync(string url, Func<int, string> addressOf, TimeProvider time)
    {
        using var over = new CancellationTokenSource();
        var counts = new long[Connections];
        var senders = new List<Task>();
        for (int i = 0; i < Connections; i++) senders.Add(await StartAsync(url, addressOf(i), i, counts, time, over.Token));
        await Task.Delay(TimeSpan.FromSeconds(WarmUpS), time);
        long before = Sum(counts), start = Stopwatch.GetTimestamp();
        await Task.Delay(TimeSpan.FromSeconds(MeasuredS), time);
        double rate = (Sum(counts) - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
        await over.CancelAsync();
        await Task.WhenAll(senders);
        return (rate, Sum(counts));
    }

    private async Task<Task> StartAsync(string url, string address, int number, long[] counts, TimeProvider time, CancellationToken over)
    {
        var dial = new AmqpDial(new AmqpBroker(new Uri(url)), $"bench-{number}", time.GetUtcNow, time);
        var (connection, session) = await dial.Connect(new AmqpNothingIn(), settings => settings, CancellationToken.None);
        var link = connection.Attach(
            session, handle => new AmqpAttach(address, handle, IsReceiver: false) { HasSource = true, HasTarget = true, TargetAddress = address, IsDurable = true },
            (own, side) => new AmqpSender(own, side) { Address = address });
        return SendAsync(connection, link, number, counts, over);
    }

    private async Task SendAsync(AmqpConnection connection, AmqpSender link, int number, long[] counts, CancellationToken over)
    {
        await Task.Yield();
        var waiting = new Queue<Task<AmqpDisposition>>();
        for (long sequence = 0; !over.IsCancellationRequested || waiting.Count > 0;)
        {
            while (!over.IsCancellationRequested && waiting.Count < InFlight) waiting.Enqueue(Send(link, ++sequence));
            var disposition = await waiting.Dequeue();
            if (disposition.Outcome != AmqpOutcome.Accepted) throw new InvalidOperationException($"A message was not accepted: {disposition.Outcome} {disposition.Error}");
            Volatile.Write(ref counts[number], counts[number] + 1);
        }
        connection.Close(null);
        await connection.Ended;
        connection.Dispose();
    }

    private Task<AmqpDisposition> Send(AmqpSender link, long sequence)
    {
        byte[] body = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"temp\":{20 + sequence % 97 / 10.0},\"pressure\":1.25,\"rpm\":{1400 + sequence % 89},\"seq\":{sequence}}}"));
        return link.Send(_envelope.HeadOf(body.Length), body);
    }

    private static long Sum(long[] counts)
    {
        long sum = 0;
        for (int i = 0; i < counts.Length; i++) sum += Volatile.Read(ref counts[i]);
        return sum;
    }
}
