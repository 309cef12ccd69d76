using System.Device.Spi;

namespace EdgeAppliance.Tests.Drivers.Buses;

/// <summary>An MCP3008 by its serial form (DS21295, figure 6-1).</summary>
internal sealed class SimulatedMcp3008 : SpiDevice
{
    public override SpiConnectionSettings ConnectionSettings { get; } = new(0, 0);

    /// <summary>Ten bits for each of the control codes.</summary>
    public int[] Codes { get; } = new int[16];

    public bool IsUnplugged { get; set; }

    public override void TransferFullDuplex(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
    {
        readBuffer.Fill(0xFF);
        if (IsUnplugged || writeBuffer[0] != 1) return;
        int code = Codes[writeBuffer[1] >> 4];
        readBuffer[1] = (byte)(0xF8 | code >> 8);
        readBuffer[2] = (byte)code;
    }

    public override void Read(Span<byte> buffer) => throw new NotSupportedException();

    public override void Write(ReadOnlySpan<byte> buffer) => throw new NotSupportedException();
}
