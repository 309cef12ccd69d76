using System.Numerics;

namespace EdgeAppliance.Core.Pipeline;

/// <summary>What so many bytes of zero make of a CRC-32C that is not inverted. It is linear: a table for each byte of the value, added up.</summary>
internal sealed class Crc32CShift
{
    private const int Entries = 256;

    private readonly uint[] _tables = new uint[sizeof(uint) * Entries];

    /// <param name="bytes">A multiple of eight.</param>
    public Crc32CShift(int bytes)
    {
        Bytes = bytes;
        for (int bit = 0; bit < 32; bit++)
        {
            uint crc = 1U << bit;
            for (int i = 0; i < bytes; i += sizeof(ulong)) crc = BitOperations.Crc32C(crc, 0UL);
            int table = bit / 8 * Entries;
            for (int value = 0; value < Entries; value++)
                if ((value >> (bit % 8) & 1) != 0) _tables[table + value] ^= crc;
        }
    }

    public int Bytes { get; }

    public uint Apply(uint crc) =>
        _tables[crc & 255] ^ _tables[Entries + (crc >> 8 & 255)] ^ _tables[2 * Entries + (crc >> 16 & 255)] ^ _tables[3 * Entries + (crc >> 24)];
}
