namespace EdgeAppliance.Storage.Documents;

/// <summary>How much of the journal is known to be on stable storage: all generations before, and so many entries of this one.</summary>
internal readonly record struct JournalMark(uint Generation, long Entries);
