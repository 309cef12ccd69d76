namespace EdgeAppliance.Daemon.Ingest;

/// <summary>What a post that is sent again is recognised by.</summary>
/// <param name="Id">Of the sender's key and of whose key it is: the first half of a SHA-256.</param>
/// <param name="Content">Of what came with it, so that a key that was given twice is no loss.</param>
/// <param name="Rows">Readings that came with it.</param>
internal readonly record struct PostKey(UInt128 Id, long Content, int Rows);
