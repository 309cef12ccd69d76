namespace EdgeAppliance.Storage.Documents;

/// <summary>What an entry of the journal says of itself.</summary>
/// <param name="EntriesBefore">How many entries the generation before has, so that one that is missing there shows.</param>
internal readonly record struct JournalHeader(uint Generation, long Index, uint EntriesBefore, int BodyBytes);
