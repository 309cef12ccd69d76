using System.Net.Sockets;

namespace EdgeAppliance.FunctionalTests.Devices;

/// <summary>Cuts what a broker sends into packets.</summary>
internal sealed class IncomingPackets(Socket socket)
{
    private readonly byte[] _bytes = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <returns>Null where the broker has closed.</returns>
    public async Task<IncomingPacket?> Next(CancellationToken stop)
    {
        IncomingPacket? packet;
        while ((packet = Cut()) is null)
        {
            _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
            (_start, _end) = (0, _end - _start);
            int count = await socket.ReceiveAsync(_bytes.AsMemory(_end), stop);
            if (count == 0) return null;
            _end += count;
        }
        return packet;
    }

    private IncomingPacket? Cut()
    {
        var held = _bytes.AsSpan(_start, _end - _start);
        int length = 0, at = 1;
        // The remaining length: seven bits a byte, the lowest first.
        for (int shift = 0; ; shift += 7, at++)
        {
            if (held.Length <= at) return null;
            length |= (held[at] & 0x7f) << shift;
            if (held[at] < 0x80) break;
        }
        if (held.Length < at + 1 + length) return null;
        _start += at + 1 + length;
        return new IncomingPacket(held[0], held.Slice(at + 1, length).ToArray());
    }
}
