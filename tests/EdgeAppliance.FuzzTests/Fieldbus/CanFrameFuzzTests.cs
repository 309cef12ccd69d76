using EdgeAppliance.Core.Readings;
using EdgeAppliance.Drivers;
using EdgeAppliance.Drivers.Protocols;
using EdgeAppliance.Drivers.Protocols.Can;
using EdgeAppliance.FuzzTests.Engine;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests.Fieldbus;

/// <summary>Any frame, of any length, into a message with signals at every edge: a row or nothing, and finite numbers or none.</summary>
public sealed class CanFrameFuzzTests(ITestOutputHelper output)
{
    private static readonly CanMessage s_message = new("m", new CanFilter(0x100, 0x700, false),
    [
        new CanSignal("page", new BitField(0, 8, true, BitKind.Unsigned)),
        new CanSignal("low", new BitField(8, 16, true, BitKind.Signed)),
        new CanSignal("float", new BitField(39, 32, false, BitKind.Float)) { When = 1 },
        new CanSignal("far", new BitField(448, 64, true, BitKind.Float)) { When = 2 },
    ]) { Selector = 0 };

    private bool _isInfinite;

    [Fact]
    public void CanStream_AnyFrame_IsARowOrRefused()
    {
        byte[][] frames = [[1, 0, 1, 1, 2, 3, 0, 0, 0x7F, 0xC0, 0], [2, 0, 1, .. new byte[64]]];
        var context = new DriverContext("s", Check, TimeProvider.System);
        var meter = new SourceMeter("s", "can", TimeProvider.System);
        using var stream = new CanStream(s_message, context, meter, 4);
        var state = new CanBusState("s", TimeProvider.System);
        new Fuzz("can-frames", output) { Cases = 4000, AllocatedBytesMax = 1 << 20 }.Run(frames, new Mutator(frames, frames).Make, bytes =>
        {
            var frame = new CanFrame { Id = 0x100, Length = Math.Min(bytes.Length, CanFrame.BytesMax), TimeUs = 1 };
            bytes.AsSpan(0, frame.Length).CopyTo(frame.Room);
            stream.Take(ref frame);
            stream.HandOn();
            Assert.False(_isInfinite);
            // The same bytes as an error frame.
            if (frame.Length > 3) frame.Id = BitConverter.ToUInt32(frame.Data);
            state.Note(ref frame);
            state.AddConditions([]);
        });
    }

    // What the sink throws is the store's failure, and no test's.
    private Task Check(ReadingBatch batch)
    {
        for (int c = 0; c < batch.Channels.Count; c++)
            foreach (double value in batch.Column(c)) _isInfinite |= double.IsInfinity(value);
        batch.Release();
        return Task.CompletedTask;
    }
}
