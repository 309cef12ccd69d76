namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>A piece of a pattern: a text that must stand there, and behind it a channel's number, or anything up to the next text.</summary>
/// <param name="Channel">-1 where what follows counts for nothing, or there is nothing more.</param>
/// <param name="Skips">Whether anything may follow.</param>
internal readonly record struct PatternPart(byte[] Text, int Channel, bool Skips);
