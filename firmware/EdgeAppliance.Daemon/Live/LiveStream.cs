using System.Buffers;
using System.Text;

namespace EdgeAppliance.Daemon.Live;

/// <summary>Tells a client by server-sent events (WHATWG HTML section 9.2): <c>reading</c>s with their ids, <c>dropped</c> with a count where
/// some were lost, a comment as a sign of life, and <c>end</c> where the source is gone.</summary>
internal sealed class LiveStream(LiveReadings live, LiveClient client, TimeProvider time)
{
    private const int RetryMs = 2000;

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly List<LiveEvent> _taken = [];

    public async Task Send(HttpResponse response, CancellationToken stop)
    {
        response.ContentType = "text/event-stream";
        Write($"retry: {RetryMs}\n\n");
        while (true)
        {
            await response.Body.WriteAsync(_buffer.WrittenMemory, stop);
            await response.Body.FlushAsync(stop);
            _buffer.ResetWrittenCount();
            long dropped = await client.Take(_taken, live.Limits.Heartbeat, time, stop);
            if (dropped < 0) break;
            if (dropped > 0) Write($"event: dropped\ndata: {{\"count\":{dropped}}}\n\n");
            foreach (var reading in _taken) Write(reading);
            if (dropped == 0 && _taken.Count == 0) Write(": still here\n\n");
        }
        Write("event: end\ndata: {}\n\n");
        await response.Body.WriteAsync(_buffer.WrittenMemory, stop);
    }

    private void Write(LiveEvent reading)
    {
        Write($"id: {live.Json.IdOf(reading.Number)}\nevent: reading\ndata: ");
        _buffer.Write(reading.Json);
        Write("\n\n");
    }

    private void Write(string text) => Encoding.UTF8.GetBytes(text, _buffer);
}
